import { UsageError } from '../../shared/command-line.ts';
import { type Command, type Place, readCommand } from './arguments.ts';
import { discard, list, redrive, show } from './dlq-commands.ts';
import { indexPeople } from './index-people.ts';
import { erasePerson, exportPerson } from './person-commands.ts';
import { connect, explain } from './system.ts';

/**
 * Runs a command line, and says what came of it on the console. The status of the process is 1 when it failed, 2 for a command
 * line that makes no sense, and 130 when it was interrupted.
 *
 * @param signal interrupts it: it releases what it has received
 */
export async function runOps(args: readonly string[], place: Place, signal: AbortSignal): Promise<void> {
  try {
    await run(readCommand(args, place), signal);
    if (signal.aborted) process.exitCode = 130;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(error.message);
      process.exitCode = 2;
    } else {
      console.error(explain(error));
      process.exitCode = 1;
    }
  }
}

async function run(command: Command, signal: AbortSignal): Promise<void> {
  if (command.action === 'help') {
    console.log(command.text);
    return;
  }
  const system = connect(command.outputs);
  switch (command.action) {
    case 'list':
      return list(system, command, signal);
    case 'show':
      return show(system, command, signal);
    case 'redrive':
      return redrive(system, command, signal);
    case 'discard':
      return discard(system, command, signal);
    case 'export':
      return exportPerson(system, command);
    case 'erase':
      return erasePerson(system, command, signal);
    case 'index-people':
      return indexPeople(system, signal);
  }
}
