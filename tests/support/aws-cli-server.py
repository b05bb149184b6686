"""Runs commands of the AWS CLI, each in a fork of this process: to load the CLI takes a second, and a guide calls it fifty times.

A connection sends the count of its words, the folder it works in, the folder for what is printed, and the words, a zero byte behind
each; it gets the exit status back as a line.
"""
import gc
import os
import socketserver

from awscli.clidriver import create_clidriver

driver = create_clidriver()
# Loads what every command needs, before the first fork: the model of DynamoDB alone takes half of the time of a call.
driver.create_help_command()
driver.session.create_client('dynamodb', region_name='us-east-1', aws_access_key_id='any', aws_secret_access_key='any')
# A collection in a fork would copy all that was loaded.
gc.freeze()


def run(folder, printed, words):
    os.chdir(folder)
    for number, name in ((1, 'stdout'), (2, 'stderr')):
        os.dup2(os.open(os.path.join(printed, name), os.O_WRONLY | os.O_CREAT), number)
    try:
        status = driver.main(words)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    os.write(connection, b'%d\n' % status)


class Command(socketserver.StreamRequestHandler):
    def word(self):
        text = b''
        while (byte := self.rfile.read(1)) not in (b'\0', b''):
            text += byte
        return text.decode()

    def handle(self):
        global connection
        connection = self.connection.fileno()
        count, folder, printed = int(self.word()), self.word(), self.word()
        run(folder, printed, [self.word() for _ in range(count)])


class Server(socketserver.ForkingMixIn, socketserver.TCPServer):
    pass


with Server(('127.0.0.1', 0), Command) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
