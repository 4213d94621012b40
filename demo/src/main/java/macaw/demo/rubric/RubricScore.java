package macaw.demo.rubric;

/**
 * What the rubric says of one answer; each part is from 0 to 1.
 *
 * @param onPoint gives what was asked for
 * @param form is a list when a list is asked for, sentences otherwise
 * @param noRepeats says nothing twice
 * @param ends comes to its end by itself
 * @param polite has no rude phrase
 * @param knownWords uses no word from outside the world
 */
public record RubricScore(
        double onPoint, double form, double noRepeats, double ends, double polite, double knownWords) {
    private static final double ON_POINT = 0.55;
    private static final double FORM = 0.10;
    private static final double NO_REPEATS = 0.10;
    private static final double ENDS = 0.15;
    private static final double POLITE = 0.05;
    private static final double KNOWN_WORDS = 0.05;

    /**
     * 0.55 on the point + 0.10 form + 0.10 no repeats + 0.15 ends + 0.05 polite + 0.05 known words; the last five count half
     * when nothing is on the point, so that an empty-headed answer does not live on its manners.
     */
    public double total() {
        double manners =
                FORM * form + NO_REPEATS * noRepeats + ENDS * ends + POLITE * polite + KNOWN_WORDS * knownWords;
        return ON_POINT * onPoint + (onPoint > 0 ? manners : manners / 2);
    }
}
