package macaw.cli.datasets;

import static macaw.cli.datasets.RowKind.COMPARISONS;
import static macaw.cli.datasets.RowKind.DEMONSTRATIONS;
import static macaw.cli.datasets.RowKind.PROMPTS;
import static macaw.cli.datasets.RowKind.TEXTS;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The shapes that rows of files have, each known by its columns. Where a file has the columns of several, the first here counts. */
@SuppressWarnings("ImmutableEnumChecker") // sets that nobody changes, and readers without state
public enum DatasetFormat {
    /** Canonical rows: an answer and what was asked. */
    DEMONSTRATION(
            Set.of(DEMONSTRATIONS, PROMPTS), CanonicalForm::demonstrations, "prompt response", "messages response"),
    /** Canonical rows: ranked answers. */
    COMPARISON(
            Set.of(COMPARISONS, PROMPTS),
            CanonicalForm::comparisons,
            "prompt outputs ranking",
            "messages outputs ranking"),
    /** TRL's prompt-completion. */
    PROMPT_COMPLETION(Set.of(DEMONSTRATIONS, PROMPTS), TrlShapes::promptCompletion, "prompt completion"),
    /** K answers with ranks or scores. */
    RANKINGS(
            Set.of(COMPARISONS, PROMPTS),
            RankedAnswers::read,
            "prompt completions ranks",
            "prompt completions scores",
            "prompt answers"),
    /** TRL's preference. */
    PREFERENCE(Set.of(COMPARISONS, PROMPTS), TrlShapes::preference, "prompt chosen rejected"),
    /** Pairs of transcripts, as hh-rlhf has them (Bai et al. 2022). */
    HH_RLHF(Set.of(COMPARISONS, PROMPTS), HhRlhf::read, "chosen rejected") {
        @Override
        boolean fits(Set<String> columns, SourceRow first) {
            return super.fits(columns, first) && Transcript.isOne(first.named("chosen"));
        }
    },
    /** TRL's preference with an implicit prompt. */
    IMPLICIT_PREFERENCE(Set.of(COMPARISONS, PROMPTS), TrlShapes::implicitPreference, "chosen rejected"),
    /** self-instruct's seed tasks (Wang et al. 2023). */
    SELF_INSTRUCT(Set.of(DEMONSTRATIONS, PROMPTS), SelfInstruct::read, "instruction instances"),
    /** fine-grained-rlhf's feedback (Wu et al. 2023): comparisons of four outputs. */
    FINE_GRAINED_RLHF(
            Set.of(COMPARISONS, PROMPTS),
            new FineGrainedRlhf(),
            "question preference prediction_1 prediction_2 prediction_3 prediction_4"),
    /** TRL's conversational language modelling. */
    MESSAGES(Set.of(DEMONSTRATIONS), TrlShapes::messages, "messages"),
    /** TRL's language modelling, and canonical texts. */
    TEXT(Set.of(TEXTS), CanonicalForm::texts, "text"),
    /** TRL's prompt-only, and canonical prompts. */
    PROMPT(Set.of(PROMPTS), TrlShapes::prompts, "prompt", "messages");

    private final Set<RowKind> kinds;
    private final RowReader reader;
    private final List<Set<String>> columns;

    /** @param columns what a file has to have, in one of these sets; names with a space are written with an underscore */
    DatasetFormat(Set<RowKind> kinds, RowReader reader, String... columns) {
        this.kinds = kinds;
        this.reader = reader;
        this.columns = Stream.of(columns)
                .map(set -> Stream.of(set.split(" "))
                        .map(column -> column.replace('_', ' '))
                        .collect(Collectors.toUnmodifiableSet()))
                .toList();
    }

    RowReader reader() {
        return reader;
    }

    /** Whether it is what runs themselves read. */
    boolean isCanonical() {
        return this == DEMONSTRATION || this == COMPARISON;
    }

    /** Whether rows of this kind can be made of it. */
    boolean gives(RowKind kind) {
        return kinds.contains(kind);
    }

    /** What is made of it where nobody says what for. */
    RowKind usualKind() {
        return Stream.of(RowKind.values()).filter(kinds::contains).findFirst().orElseThrow();
    }

    /** Whether a file with these columns, and this first row, is of this format. */
    boolean fits(Set<String> present, SourceRow first) {
        return columns.stream().anyMatch(present::containsAll);
    }

    /** Its columns, for people. */
    String described() {
        return this + " ("
                + columns.stream()
                        .map(set -> String.join(", ", set.stream().sorted().toList()))
                        .collect(Collectors.joining("; or "))
                + ")";
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
