package macaw.trainer.learning;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import macaw.torch.TorchEngine;

/**
 * What a learner holds in native memory, which no collector gives back: closed with the learner, the last opened first, and at once where the learner's
 * constructor throws, since nobody holds that learner.
 */
public final class NativeScope implements AutoCloseable {
    private final Deque<Runnable> closings = new ArrayDeque<>();

    /** Takes over what was just opened, and returns it. */
    public <T> T add(T opened, Consumer<? super T> close) {
        closings.push(() -> close.accept(opened));
        return opened;
    }

    @Override
    public void close() {
        while (!closings.isEmpty()) {
            closings.pop().run();
        }
        TorchEngine.giveBackMemory();
    }
}
