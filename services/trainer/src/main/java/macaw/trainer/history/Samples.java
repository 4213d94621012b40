package macaw.trainer.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import macaw.records.Completion;
import macaw.records.FinishReason;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import macaw.records.TokenIds;

/**
 * Some of what a policy wrote in an iteration: those of the lowest and the highest score and some evenly between, because a mean
 * hides both what goes wrong and what the reward model is fooled by.
 *
 * @param step iterations done with this one
 * @param samples the highest score first
 */
public record Samples(long step, List<Sample> samples) {
    /** Most samples of an iteration. */
    static final int MOST = 8;
    /** Most characters of a prompt or an answer; what is cut ends in an ellipsis. */
    static final int CHARACTERS = 2000;

    /**
     * One answer.
     *
     * @param prompt without special tokens, as the answer
     * @param score the mixed score, as it came from the reward models
     * @param ended whether the policy ended it itself, by EOS
     */
    public record Sample(String rolloutId, String prompt, String answer, double score, boolean ended) {}

    public Samples {
        samples = List.copyOf(samples);
    }

    private record Scored(String rolloutId, TokenIds prompt, Completion completion, double score) {}

    /**
     * Chooses among the rollouts of an iteration; failed ones have nothing to show.
     *
     * @param texts of each sequence of tokens, without special tokens
     */
    public static Samples of(long step, List<ScoredRollout> rollouts, Function<List<TokenIds>, List<String>> texts) {
        List<Scored> chosen = evenly(scored(rollouts));
        List<TokenIds> tokens = new ArrayList<>();
        for (Scored each : chosen) {
            tokens.add(each.prompt());
            tokens.add(each.completion().tokens());
        }
        List<String> words = tokens.isEmpty() ? List.of() : texts.apply(tokens);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            Scored each = chosen.get(i);
            samples.add(new Sample(
                    each.rolloutId(),
                    cut(words.get(2 * i)),
                    cut(words.get(2 * i + 1)),
                    each.score(),
                    each.completion().finishReason() == FinishReason.EOS));
        }
        return new Samples(step, samples);
    }

    private static List<Scored> scored(List<ScoredRollout> rollouts) {
        List<Scored> scored = new ArrayList<>();
        for (ScoredRollout each : rollouts) {
            if (each.outcome() instanceof Scores scores && each.rollout().outcome() instanceof Completion completion) {
                scored.add(new Scored(
                        each.rollout().prompt().rolloutId(),
                        each.rollout().prompt().tokens(),
                        completion,
                        scores.mixed()));
            }
        }
        scored.sort(Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::rolloutId));
        return scored;
    }

    private static List<Scored> evenly(List<Scored> ranked) {
        if (ranked.size() <= MOST) {
            return ranked;
        }
        List<Scored> chosen = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            chosen.add(ranked.get(i * (ranked.size() - 1) / (MOST - 1)));
        }
        return chosen;
    }

    private static String cut(String text) {
        if (text.length() <= CHARACTERS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(CHARACTERS - 1)) ? CHARACTERS - 1 : CHARACTERS;
        return text.substring(0, end) + "…";
    }
}
