package macaw.cli.bench.chaos;

import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import macaw.cli.systems.Connection;
import macaw.cli.systems.ServiceAddress;
import macaw.localstack.Instance;
import macaw.localstack.LocalStack;
import macaw.v1.Run;
import macaw.v1.RunRef;
import macaw.v1.TrainingServiceGrpc;

/** One trainer, which may be away, asked again and again about one run. */
final class TrainerDoor implements AutoCloseable {
    private static final int SECONDS_TO_ANSWER = 5;

    private final ServiceAddress address;
    private final String key;
    private final RunRef run;
    private Connection connection;

    TrainerDoor(LocalStack stack, Instance trainer, RunRef run) {
        this.address = ServiceAddress.of(stack.address(trainer));
        this.key = stack.keys().operator();
        this.run = run;
        this.connection = Connection.to(address, key);
    }

    /** How the run stands; empty while this trainer does not answer, or does not know yet. */
    Optional<Run> ask() {
        try {
            return Optional.of(TrainingServiceGrpc.newBlockingStub(connection.channel())
                    .withDeadlineAfter(SECONDS_TO_ANSWER, TimeUnit.SECONDS)
                    .getRun(run));
        } catch (StatusRuntimeException e) {
            return switch (e.getStatus().getCode()) {
                case UNAVAILABLE, DEADLINE_EXCEEDED -> {
                    // a connection that failed waits longer and longer before it tries again; a new one tries at once
                    connection.close();
                    connection = Connection.to(address, key);
                    yield Optional.empty();
                }
                default -> throw e;
            };
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
