import { App } from 'aws-cdk-lib';
import cdkJson from '../cdk.json' with { type: 'json' };
import { PassportNotificationsStack } from './stack.ts';

/** A synthesized cloud assembly: the same template and bundles that `cdk deploy` uploads. */
export interface Assembly {
  /** Folder that holds the template and the assets. */
  readonly assemblyDir: string;
  /** The CloudFormation template, a JSON file. */
  readonly templatePath: string;
}

/**
 * Synthesizes the stack in this process, bundling every function.
 *
 * @param options.outdir where the assembly goes
 * @param options.context CDK context of the deployment, over that of `cdk.json`
 * @param options.isLocal whether the template is for this machine alone
 */
export function synthesize(options: { outdir: string; context?: Record<string, string>; isLocal?: boolean }): Assembly {
  const app = new App({
    outdir: options.outdir,
    context: { ...cdkJson.context, ...options.context },
    // The check against the rules of CloudFormation takes most of a synthesis, and no CloudFormation reads a local template.
    builtinCloudFormationValidation: !options.isLocal,
  });
  const stack = new PassportNotificationsStack(app, { isLocal: options.isLocal });
  const { directory } = app.synth();
  return { assemblyDir: directory, templatePath: `${directory}/${stack.templateFile}` };
}
