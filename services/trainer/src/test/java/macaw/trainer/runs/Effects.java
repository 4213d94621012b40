package macaw.trainer.runs;

import java.util.function.Supplier;

/** Counts what a process does to the world outside, and kills it just before or just after one of them. */
final class Effects {
    private final int deadly;
    private final boolean afterwards;
    private int count;

    private Effects(int deadly, boolean afterwards) {
        this.deadly = deadly;
        this.afterwards = afterwards;
    }

    static Effects calm() {
        return new Effects(Integer.MAX_VALUE, false);
    }

    static Effects killedBefore(int effect) {
        return new Effects(effect, false);
    }

    static Effects killedAfter(int effect) {
        return new Effects(effect, true);
    }

    int count() {
        return count;
    }

    <T> T happen(Supplier<T> effect) {
        int mine = ++count;
        if (mine == deadly && !afterwards) {
            throw new Killed();
        }
        T result = effect.get();
        if (mine == deadly && afterwards) {
            throw new Killed();
        }
        return result;
    }
}
