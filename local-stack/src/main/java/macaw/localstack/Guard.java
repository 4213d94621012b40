package macaw.localstack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Kills a stack's processes when the process that started them is gone, even if that one was killed with SIGKILL and could not do it
 * itself: a small shell in a session of its own that is told each child over a pipe and acts when the pipe closes.
 */
final class Guard implements AutoCloseable {
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            children=
            while read -r pid start; do children="$children $pid:$start"; done
            for child in $children; do
              pid=${child%%:*}
              { read -r line < "/proc/$pid/stat"; } 2>/dev/null || continue
              set -- ${line##*) }
              [ "${20}" = "${child#*:}" ] && kill -9 "$pid"
            done
            """;

    private final Process shell;
    private final OutputStream pipe;

    private Guard(Process shell) {
        this.shell = shell;
        this.pipe = shell.getOutputStream();
    }

    static Guard start() {
        try {
            return new Guard(new ProcessBuilder(List.of("setsid", "sh", "-c", SCRIPT))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new StackException(
                    "the shell that guards the stack's processes does not start: " + e.getMessage(), e);
        }
    }

    synchronized void watch(ProcessIdentity child) {
        try {
            pipe.write((child.pid() + " " + child.ticks() + "\n").getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            throw new StackException("the shell that guards the stack's processes is gone: " + e.getMessage(), e);
        }
    }

    /** Kills whatever was watched and still runs. */
    @Override
    public synchronized void close() {
        try {
            pipe.close();
            shell.waitFor();
        } catch (IOException alreadyGone) {
            shell.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
