/**
 * Lambda gives the keys of a function's role in its environment
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html): what signs in, reads profiles or asks a machine for
 * its role never runs there, nor do the clients that it calls.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
