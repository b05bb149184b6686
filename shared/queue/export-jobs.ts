import * as z from 'zod/mini';
import { establishmentIdSchema } from '../domain/ids.ts';

/** One message of the export queue: an export to make, or to go on with. How far it is stands with the export. */
export const exportJobSchema = z.object({ establishmentId: establishmentIdSchema, exportId: z.guid() });
export type ExportJob = z.infer<typeof exportJobSchema>;
