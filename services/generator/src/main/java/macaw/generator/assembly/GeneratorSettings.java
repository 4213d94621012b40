package macaw.generator.assembly;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** The generator's own settings, beside those that every service has. */
@ConfigMapping(prefix = "macaw")
public interface GeneratorSettings {
    /** MACAW_STORE: directory of the artefact store. */
    Path store();

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
        @WithDefault("2048")
        int context();

        /**
         * MACAW_GENERATOR_CHUNK: tokens of a prompt that are computed in one step. Part of what a rollout's bits depend on: every generator
         * of a run has to have the same.
         */
        @WithDefault("128")
        int chunk();

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
