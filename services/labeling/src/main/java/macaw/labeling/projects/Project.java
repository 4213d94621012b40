package macaw.labeling.projects;

import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.texts.Names;
import macaw.labeling.texts.Texts;
import macaw.records.Sampling;
import macaw.records.VersionName;

/**
 * Work of one kind on many prompts.
 *
 * @param namespace owner
 * @param name lower-case letters, digits and dashes
 * @param overlap counting submissions that complete a task, from 1
 * @param guidelines shown to labelers; markdown
 * @param work what is asked
 */
public record Project(String namespace, String name, int overlap, String guidelines, Work work) {
    private static final int MAX_OVERLAP = 100;

    /** What a project's tasks ask for. */
    public sealed interface Work {
        /** Labelers write the answer. */
        record Demonstrations() implements Work {}

        /**
         * Labelers rate and rank outputs.
         *
         * @param k outputs a prompt, 2 to 9
         * @param policies where the outputs come from, in turn
         * @param sampling how they are drawn
         * @param form name and version of the questions, e.g. {@code instructgpt@1}
         */
        record Comparisons(int k, List<VersionName> policies, Sampling sampling, String form) implements Work {
            /** K where nobody chose another. */
            public static final int USUAL_K = 4;
            /** How outputs are drawn where nobody chose otherwise. */
            public static final Sampling USUAL_SAMPLING = Sampling.plain(1, 256);

            private static final int MIN_K = 2;
            private static final int MAX_K = 9;

            public Comparisons {
                policies = List.copyOf(policies);
                refuseUnless(
                        k >= MIN_K && k <= MAX_K,
                        ErrorCode.K_OUT_OF_RANGE,
                        "k must be between " + MIN_K + " and " + MAX_K + ", was " + k);
                refuseUnless(
                        !policies.isEmpty(),
                        ErrorCode.SETTINGS_INVALID,
                        "policies must name at least one policy that the outputs come from");
                refuseUnless(
                        sampling.temperature() > 0 || policies.size() >= k,
                        ErrorCode.SAMPLING_INVALID,
                        "temperature 0 gives one output a policy; " + k + " are wanted of " + policies.size());
            }
        }
    }

    public Project {
        Names.namespace(namespace);
        Names.project(name);
        Texts.optional("guidelines", guidelines, Texts.MAX_GUIDELINES);
        refuseUnless(
                overlap >= 1 && overlap <= MAX_OVERLAP,
                ErrorCode.SETTINGS_INVALID,
                "overlap must be between 1 and " + MAX_OVERLAP + ", was " + overlap);
    }

    /** The kind of its tasks. */
    public TaskKind kind() {
        return switch (work) {
            case Work.Demonstrations() -> TaskKind.DEMONSTRATION;
            case Work.Comparisons comparisons -> TaskKind.COMPARISON;
        };
    }

    private static void refuseUnless(boolean holds, ErrorCode code, String message) {
        if (!holds) {
            throw new CodedException(code, message);
        }
    }
}
