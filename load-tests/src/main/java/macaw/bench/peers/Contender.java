package macaw.bench.peers;

import java.io.IOException;

/** One whose figure is measured, in turns with others. */
interface Contender extends AutoCloseable {
    /** Who it is, with its version. */
    String name();

    /** Measures once, in the row's unit. */
    double measure() throws IOException, InterruptedException;

    @Override
    void close();
}
