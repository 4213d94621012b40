package macaw.demo.report;

import java.util.function.ToDoubleFunction;
import macaw.demo.rubric.RubricScore;

/** The rubric's parts, by the names that reports use. */
enum RubricPart {
    ON_POINT("onPoint", "on point", RubricScore::onPoint),
    FORM("form", "form", RubricScore::form),
    NO_REPEATS("noRepeats", "no repeats", RubricScore::noRepeats),
    ENDS("ends", "ends", RubricScore::ends),
    POLITE("polite", "polite", RubricScore::polite),
    KNOWN_WORDS("knownWords", "known words", RubricScore::knownWords);

    private final String key;
    private final String title;
    private final ToDoubleFunction<RubricScore> value;

    RubricPart(String key, String title, ToDoubleFunction<RubricScore> value) {
        this.key = key;
        this.title = title;
        this.value = value;
    }

    /** In JSON. */
    String key() {
        return key;
    }

    /** In a table. */
    String title() {
        return title;
    }

    double of(RubricScore score) {
        return value.applyAsDouble(score);
    }
}
