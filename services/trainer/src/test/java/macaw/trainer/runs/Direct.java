package macaw.trainer.runs;

import java.util.function.Supplier;

/** Does native work where it is asked for. */
final class Direct implements Engine {
    @Override
    public <T> T call(Supplier<T> work) {
        return work.get();
    }
}
