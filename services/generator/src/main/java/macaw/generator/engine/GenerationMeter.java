package macaw.generator.engine;

import macaw.records.VersionRef;

/** Told what the engine does, on the engine thread; returns at once. */
public interface GenerationMeter {
    /** Tells nobody. */
    GenerationMeter SILENT = new GenerationMeter() {
        @Override
        public void promptComputed(int tokens) {}

        @Override
        public void written(VersionRef policy, int tokens) {}
    };

    /** So many tokens of a prompt went through the model. */
    void promptComputed(int tokens);

    /** A policy wrote so many tokens in one step. */
    void written(VersionRef policy, int tokens);
}
