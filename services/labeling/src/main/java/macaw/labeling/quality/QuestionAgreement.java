package macaw.labeling.quality;

import java.util.EnumMap;
import java.util.Map;
import macaw.labeling.forms.Answer;

/**
 * How much labelers agree on the answers to one question. "Not applicable" is an answer as yes and no are; unanswered and not asked are
 * missing, and never a no.
 *
 * @param given how often each answer was given, in tasks of one labeler too
 * @param same {@link Measure#SAME_ANSWER}
 * @param alpha {@link Measure#ALPHA_ANSWERS}; none where everybody always gives the same answer
 */
public record QuestionAgreement(Map<Answer, Long> given, Figure same, Figure alpha) {
    public QuestionAgreement {
        Map<Answer, Long> copy = new EnumMap<>(Answer.class);
        copy.putAll(given);
        given = copy;
    }

    /** How often that answer was given. */
    public long given(Answer answer) {
        return given.getOrDefault(answer, 0L);
    }
}
