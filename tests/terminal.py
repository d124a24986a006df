"""Runs a command at a terminal of its own and answers its questions.

Usage: python3 terminal.py COMMAND ARGUMENT… with lines on standard input, each a question's end, a tab, and the answer.
Waits until the terminal shows the end of the question, then types the answer. Prints everything that the terminal showed, and
exits as the command does; with 99 when a question is not asked within a minute."""
import os, pty, select, sys, time

script = [line.rstrip("\n").split("\t") for line in sys.stdin]
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])

shown = b""

def read(until):
    """What the terminal shows next; nothing when the command has ended."""
    global shown
    if not select.select([terminal], [], [], max(0, until - time.monotonic()))[0]:
        print(shown.decode(errors="replace"), "\nnothing more is shown, and a question is awaited", sep="")
        sys.exit(99)
    try:
        more = os.read(terminal, 65536)
    except OSError:
        more = b""
    shown += more
    return more

seen = 0
for question, answer in script:
    until = time.monotonic() + 60
    while question.encode() not in shown[seen:]:
        if not read(until):
            break
    else:
        seen = len(shown)
        os.write(terminal, answer.encode() + b"\n")
while read(time.monotonic() + 60):
    pass
print(shown.decode(errors="replace"), end="")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
