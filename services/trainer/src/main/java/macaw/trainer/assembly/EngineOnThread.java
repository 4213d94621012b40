package macaw.trainer.assembly;

import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import macaw.chassis.engine.EngineThread;
import macaw.chassis.logs.LogContext;
import macaw.chassis.logs.LogSubject;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.trainer.runs.Engine;

/** Native work on the chassis' engine thread; its log lines are about the run that asks for it. */
final class EngineOnThread implements Engine {
    private final EngineThread thread;

    EngineOnThread(EngineThread thread) {
        this.thread = thread;
    }

    @Override
    public <T> T call(Supplier<T> work) {
        LogSubject subject = LogContext.current();
        try {
            return thread.submit(() -> {
                        try (var lines = LogContext.of(subject)) {
                            return work.get();
                        }
                    })
                    .get();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodedException(ErrorCode.DRAINING, "the trainer is shutting down", e);
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
            return cause;
        }
        if (e.getCause() instanceof VirtualMachineError error) {
            throw error;
        }
        return new IllegalStateException(e.getCause());
    }
}
