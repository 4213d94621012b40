package macaw.artefacts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Local copies that are needed equally long, let go together. Thread-safe. */
public final class LocalCopies implements AutoCloseable {
    private final List<LocalCopy> held = new ArrayList<>();

    /** Keeps a copy until all are let go; returns its directory. */
    public synchronized Path hold(LocalCopy copy) {
        held.add(copy);
        return copy.directory();
    }

    /** Lets go of everything but what was held last. */
    public synchronized void keepLast() {
        while (held.size() > 1) {
            held.removeFirst().close();
        }
    }

    @Override
    public synchronized void close() {
        held.forEach(LocalCopy::close);
        held.clear();
    }
}
