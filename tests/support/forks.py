"""Child processes with all that a test has loaded: starting Python takes longer than a build."""

import os
import traceback
from collections.abc import Callable

from newsgen.models import Model


class Fork(Model, frozen=True):
    """A child process."""

    process_id: int

    def wait(self) -> int:
        """Its exit status when it has ended; negative where a signal ended it."""
        return os.waitstatus_to_exitcode(os.waitpid(self.process_id, 0)[1])


def start(work: Callable[[], object]) -> Fork:
    """Do the work in a child process; it ends with the status of a command, or 1 after an error."""
    child = os.fork()
    if child:
        return Fork(process_id=child)
    status = 1
    try:
        work()
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)
