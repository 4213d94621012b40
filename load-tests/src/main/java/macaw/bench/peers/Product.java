package macaw.bench.peers;

import java.io.IOException;

/** Macaw in this process, or one way of it. */
record Product(String name, Measurement measurement, Runnable closing) implements Contender {
    static final String NAME = "macaw";

    /** Measures once. */
    interface Measurement {
        double measure() throws IOException, InterruptedException;
    }

    @Override
    public double measure() throws IOException, InterruptedException {
        return measurement.measure();
    }

    @Override
    public void close() {
        closing.run();
    }
}
