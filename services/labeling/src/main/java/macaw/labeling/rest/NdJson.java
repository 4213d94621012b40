package macaw.labeling.rest;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Lines on their way to the caller. */
final class NdJson {
    private NdJson() {}

    /** Writes each line that comes, with its newline. */
    static StreamingOutput stream(Consumer<Consumer<String>> lines) {
        return stream -> {
            var out = new BufferedOutputStream(stream);
            lines.accept(line -> write(out, line));
            out.flush();
        };
    }

    private static void write(OutputStream out, String line) {
        try {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("the caller has left", e);
        }
    }
}
