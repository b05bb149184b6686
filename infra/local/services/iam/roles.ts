import { assertProperties, placeOf, type Resources } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';
import { compilePolicy, type Policy } from './policy.ts';

/** A role: what it may do, and who may assume it. */
export interface Role {
  readonly name: string;
  readonly policy: Policy;
  readonly trust: Policy;
}

// The statements of a managed policy are not in the template, so a role with one cannot be judged here.
const ROLE_PROPERTIES = ['AssumeRolePolicyDocument', 'Description', 'Path', 'Policies', 'RoleName', 'Tags'];
const POLICY_PROPERTIES = ['PolicyDocument', 'PolicyName', 'Roles'];

/** Reads the roles of the template by their ARNs, each with all policies that are on it. */
export function readRoles(template: Resources): Map<string, Role> {
  const attached = template.resources('AWS::IAM::Policy').map((resource) => {
    assertProperties(resource, POLICY_PROPERTIES);
    return { roles: (resource.properties.Roles ?? []) as string[], document: resource.properties.PolicyDocument };
  });
  return new Map(
    template.resources('AWS::IAM::Role').map((resource) => {
      assertProperties(resource, ROLE_PROPERTIES);
      const { name, arn, ref, properties } = resource;
      const inline = (properties.Policies ?? []) as { PolicyDocument: unknown }[];
      const documents = [
        ...inline.map(({ PolicyDocument }) => PolicyDocument),
        ...attached.filter(({ roles }) => roles.includes(ref)).map(({ document }) => document),
      ];
      const place = placeOf(resource);
      return [
        arn,
        {
          name,
          policy: compilePolicy(documents, place),
          trust: compilePolicy([properties.AssumeRolePolicyDocument], place),
        },
      ] as const;
    }),
  );
}

/** The role that a property of a resource names. @throws TemplateError where there is none in the template */
export function roleAt(roles: ReadonlyMap<string, Role>, arn: unknown, place: string): Role {
  const role = roles.get(String(arn));
  if (!role) throw new TemplateError(`${place}: there is no role ${arn}`);
  return role;
}
