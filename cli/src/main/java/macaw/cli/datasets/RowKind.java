package macaw.cli.datasets;

import java.util.Locale;

/** What a run learns from. */
public enum RowKind {
    /** Answers that people wrote: {@code sft}. */
    DEMONSTRATIONS,
    /** Answers that people ranked: {@code reward}, {@code dpo}. */
    COMPARISONS,
    /** What is asked, alone: {@code ppo}. */
    PROMPTS,
    /** Plain text: {@code pretrain}. */
    TEXTS;

    /** The word in messages. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
