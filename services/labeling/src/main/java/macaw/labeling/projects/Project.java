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
 * @param guidelines shown to labelers
 * @param work what is asked
 * @param staffing who may work on it, and how they are tried
 * @param state whether its tasks are handed out
 */
public record Project(
        String namespace, String name, int overlap, Guidelines guidelines, Work work, Staffing staffing, State state) {
    private static final int MAX_OVERLAP = 100;

    /** Whether tasks are handed out. */
    public enum State {
        RUNNING,
        /** Not now; what labelers hold they may hand in. */
        PAUSED,
        /** Never again; nothing in it changes any more. */
        CLOSED
    }

    /**
     * What labelers go by. A changed text is a new version; submissions record theirs.
     *
     * @param version from 1
     * @param text markdown; may be empty
     */
    public record Guidelines(int version, String text) {
        public Guidelines {
            Texts.optional("guidelines", text, Texts.MAX_GUIDELINES);
        }

        /** The same where the text is the same, else the next version. */
        public Guidelines revised(String newText) {
            return newText.equals(text) ? this : new Guidelines(version + 1, newText);
        }
    }

    /** What a project's tasks ask for. */
    public sealed interface Work {
        /** Labelers write prompts; the project's prompts are briefs that say what is wanted. */
        record Prompts() implements Work {}

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
        refuseUnless(
                overlap >= 1 && overlap <= MAX_OVERLAP,
                ErrorCode.SETTINGS_INVALID,
                "overlap must be between 1 and " + MAX_OVERLAP + ", was " + overlap);
        refuseUnless(
                work instanceof Work.Comparisons || !staffing.triesLabelers(),
                ErrorCode.SETTINGS_INVALID,
                "goldShare and screeningTasks are for comparisons: gold says how outputs are to be ranked");
    }

    /** A running project that everyone may work on, with the first version of its guidelines. */
    public static Project open(String namespace, String name, int overlap, String guidelines, Work work) {
        return new Project(
                namespace, name, overlap, new Guidelines(1, guidelines), work, Staffing.EVERYONE, State.RUNNING);
    }

    /** Whether a project that somebody wants is this one: the same settings, whatever became of its state and versions. */
    public boolean isWhat(Project wanted) {
        return equals(new Project(
                wanted.namespace,
                wanted.name,
                wanted.overlap,
                new Guidelines(guidelines.version(), wanted.guidelines.text()),
                wanted.work,
                wanted.staffing,
                state));
    }

    /** The same with other guidelines. */
    public Project with(Guidelines other) {
        return new Project(namespace, name, overlap, other, work, staffing, state);
    }

    /** Refuses to change anything of a closed project: PROJECT_CLOSED. */
    public void checkOpen() {
        refuseUnless(state != State.CLOSED, ErrorCode.PROJECT_CLOSED, "project \"" + name + "\" is closed");
    }

    /** The versions under which a task of it is handed out now. */
    public Terms terms() {
        return new Terms(
                guidelines.version(),
                switch (work) {
                    case Work.Prompts(), Work.Demonstrations() -> null;
                    case Work.Comparisons comparisons -> comparisons.form();
                });
    }

    /** Refuses to hand out work: PROJECT_PAUSED, PROJECT_CLOSED, NOT_A_MEMBER. */
    public void checkWorks(String pseudonym) {
        switch (state) {
            case RUNNING -> {}
            case PAUSED -> throw new CodedException(ErrorCode.PROJECT_PAUSED, "project \"" + name + "\" is paused");
            case CLOSED -> throw new CodedException(ErrorCode.PROJECT_CLOSED, "project \"" + name + "\" is closed");
        }
        refuseUnless(
                staffing.admits(pseudonym), ErrorCode.NOT_A_MEMBER, "project \"" + name + "\" is for chosen labelers");
    }

    /** The kind of its tasks. */
    public TaskKind kind() {
        return switch (work) {
            case Work.Prompts() -> TaskKind.PROMPT;
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
