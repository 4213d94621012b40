package macaw.trainer.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import macaw.chassis.lifecycle.Draining;
import macaw.trainer.runs.RunView;
import macaw.trainer.runs.Runs;

/**
 * A run as server-sent events: how it stands now, and again whenever that changes, until it has ended. It follows the run as
 * {@code WatchRun} does; a run of quick steps is not told more often than an eye can follow.
 */
final class RunStream implements StreamingOutput {
    private static final Duration LOOK_UP = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(200);
    /** A comment, by which a connection that nobody reads any more is found out. */
    private static final byte[] NOTHING_NEW = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final Runs runs;
    private final RunView first;
    private final Draining draining;
    private final ObjectMapper json;

    RunStream(Runs runs, RunView first, Draining draining, ObjectMapper json) {
        this.runs = runs;
        this.first = first;
        this.draining = draining;
        this.json = json;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        RunView shown = first;
        tell(out, shown);
        try {
            while (!shown.status().ended() && !draining.isDraining()) {
                RunView now = runs.awaitChange(shown, LOOK_UP);
                if (now.equals(shown)) {
                    out.write(NOTHING_NEW);
                    out.flush();
                } else {
                    shown = now;
                    tell(out, shown);
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(OutputStream out, RunView run) throws IOException {
        // a run's settings are as they were sent, and may have line breaks between their tokens: one would end the
        // event's line
        String data =
                json.writeValueAsString(RunBody.of(run)).replace('\n', ' ').replace('\r', ' ');
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
