package macaw.generator.engine;

import java.time.Duration;
import macaw.records.VersionRef;

/** Told what the engine does, on the engine thread where nothing else is said; returns at once. */
public interface GenerationMeter {
    /** Tells nobody. */
    GenerationMeter SILENT = new GenerationMeter() {
        @Override
        public void promptComputed(int tokens) {}

        @Override
        public void promptCopied(int tokens) {}

        @Override
        public void written(VersionRef policy, int tokens) {}

        @Override
        public void firstToken(Duration waited) {}

        @Override
        public void overloaded() {}

        @Override
        public void stepBegins() {}

        @Override
        public void stepEnds() {}
    };

    /** So many tokens of a prompt went through the model. */
    void promptComputed(int tokens);

    /** So many tokens of a prompt did not have to, because they had for another sample of it. */
    void promptCopied(int tokens);

    /** A policy wrote so many tokens in one step. */
    void written(VersionRef policy, int tokens);

    /** A person's request got its first token after so long. */
    void firstToken(Duration waited);

    /** A request was refused because as many wait as may; on the thread that asked. */
    void overloaded();

    /** The engine begins to compute. */
    void stepBegins();

    /** It has computed, or failed to. */
    void stepEnds();
}
