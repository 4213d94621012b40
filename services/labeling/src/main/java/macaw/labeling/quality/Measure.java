package macaw.labeling.quality;

/** How agreement is measured. */
public enum Measure {
    /**
     * Share of the pairs of outputs that two labelers order the same way: the one better, the other better, or tied. A tie of both
     * agrees, a tie of one does not. Units: pairs of labelers times pairs of outputs.
     */
    PAIRWISE,
    /** The same among the pairs that both labelers order strictly, so that ties neither help nor hurt. Units: those. */
    PAIRWISE_STRICT,
    /** Kendall's tau-b between two labelers' rankings of a task; the mean over pairs of labelers and tasks. Units: those. */
    TAU_B,
    /** Krippendorff's alpha of the overall ratings, ordinal; an output of a task is a unit. Units: ratings that have a second one. */
    ALPHA_RATINGS,
    /** Krippendorff's alpha of the places in the ranking ({@link RankPlace}), ordinal. Units: places that have a second one. */
    ALPHA_RANKS,
    /** Share of the pairs of answers of two labelers to the same question that are the same. Units: pairs of answers. */
    SAME_ANSWER,
    /** Krippendorff's alpha of the answers to a question, nominal. Units: answers that have a second one. */
    ALPHA_ANSWERS
}
