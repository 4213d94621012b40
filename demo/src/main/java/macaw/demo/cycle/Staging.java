package macaw.demo.cycle;

import io.grpc.StatusException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import macaw.demo.report.DemoReport;

/** Announces stages and takes their time. */
final class Staging {
    private final DemoListener listener;
    private final InstantSource clock;
    private final List<DemoReport.Stage> done = new ArrayList<>();

    Staging(DemoListener listener, InstantSource clock) {
        this.listener = listener;
        this.clock = clock;
    }

    /** One stage's work. */
    interface Work<T> {
        T work() throws InterruptedException, StatusException;
    }

    <T> T run(Stage stage, Work<T> work) throws InterruptedException, StatusException {
        listener.stage(stage);
        return timed(stage.title(), work);
    }

    <T> T run(int round, RoundStage stage, Work<T> work) throws InterruptedException, StatusException {
        listener.stage(round, stage);
        return timed(stage.title() + "-" + round, work);
    }

    /** Those that are over, in the order they ran. */
    List<DemoReport.Stage> done() {
        return List.copyOf(done);
    }

    double seconds(Stage stage) {
        return done.stream()
                .filter(over -> over.name().equals(stage.title()))
                .mapToDouble(DemoReport.Stage::seconds)
                .sum();
    }

    private <T> T timed(String name, Work<T> work) throws InterruptedException, StatusException {
        Instant began = clock.instant();
        T result = work.work();
        done.add(new DemoReport.Stage(
                name, Duration.between(began, clock.instant()).toMillis() / 1000.0));
        return result;
    }
}
