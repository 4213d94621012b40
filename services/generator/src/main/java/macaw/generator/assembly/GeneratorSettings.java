package macaw.generator.assembly;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import macaw.onnx.Decoder;
import macaw.onnx.Precision;

/** The generator's own settings, beside those that every service has. */
@ConfigMapping(prefix = "macaw")
public interface GeneratorSettings {
    /** How much at a time. */
    Generator generator();

    /** How much at a time. */
    interface Generator {
        /** MACAW_GENERATOR_SLOTS: sequences of one policy that are computed together. */
        @WithDefault("34")
        int slots();

        /** MACAW_GENERATOR_SLOTS_FOR_PEOPLE: of these, how many training runs leave free for people. */
        @WithDefault("2")
        int slotsForPeople();

        /** MACAW_GENERATOR_CONTEXT: most tokens of prompt and answer together; a model with a shorter context keeps its own. */
        @WithDefault("" + Decoder.DEFAULT_CONTEXT)
        int context();

        /**
         * MACAW_GENERATOR_CHUNK: tokens of a prompt that are computed in one step. Part of what a rollout's bits depend on: every generator
         * of a run has to have the same.
         */
        @WithDefault("128")
        int chunk();

        /**
         * MACAW_GENERATOR_STEP_TOKENS: tokens of prompts that are computed between two tokens of the answers that are being written; one
         * chunk at least, and no more than that while a person is being answered. Fewer stall less, more fill the slots sooner.
         */
        @WithDefault("512")
        int stepTokens();

        /**
         * MACAW_GENERATOR_PRECISION: fp32, or int8 to multiply in 8 bits, which is faster and makes the policy another one; the trainer then
         * weighs its rollouts (importance weights). Of every policy that is loaded; all generators of a run have to have the same.
         */
        @WithDefault("fp32")
        Precision precision();

        /** MACAW_GENERATOR_LOADED_POLICIES: versions in memory at once. */
        @WithDefault("4")
        int loadedPolicies();

        /** MACAW_GENERATOR_QUEUED_PEOPLE: answers to people that may wait; beyond, OVERLOADED. */
        @WithDefault("256")
        int queuedPeople();

        /** MACAW_GENERATOR_QUEUED_ROLLOUTS: prompts of runs that are taken from Kafka at once. */
        @WithDefault("256")
        int queuedRollouts();
    }
}
