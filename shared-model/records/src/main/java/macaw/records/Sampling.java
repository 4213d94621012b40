package macaw.records;

import java.util.List;
import macaw.errors.ErrorCode;

/**
 * How tokens are drawn.
 *
 * @param temperature divides the logits; 0 means greedy
 * @param maxTokens most tokens to generate, EOS included
 * @param topK keep the k likeliest tokens; 0 keeps all
 * @param topP keep the smallest set whose probability reaches p; 1 keeps all
 * @param minP drop tokens less likely than minP times the likeliest; 0 keeps all
 * @param stop end before any of these strings
 */
public record Sampling(double temperature, int maxTokens, int topK, double topP, double minP, List<String> stop) {
    private static final int MAX_STOPS = 16;

    public Sampling {
        stop = List.copyOf(stop);
        refuseUnless(
                temperature >= 0 && temperature <= 100, "temperature must be between 0 and 100, was " + temperature);
        refuseUnless(maxTokens >= 1, "max_tokens must be at least 1, was " + maxTokens);
        refuseUnless(topK >= 0, "top_k must be at least 0, was " + topK);
        refuseUnless(topP > 0 && topP <= 1, "top_p must be above 0 and at most 1, was " + topP);
        refuseUnless(minP >= 0 && minP < 1, "min_p must be at least 0 and below 1, was " + minP);
        refuseUnless(stop.size() <= MAX_STOPS, "at most " + MAX_STOPS + " stop strings, were " + stop.size());
        refuseUnless(stop.stream().noneMatch(String::isEmpty), "a stop string must not be empty");
    }

    /** Draws from the whole distribution at {@code temperature}: the only kind that PPO can account for. */
    public static Sampling plain(double temperature, int maxTokens) {
        return new Sampling(temperature, maxTokens, 0, 1, 0, List.of());
    }

    /** Whether the recorded log-probability is the probability with which the token was drawn. */
    public boolean isPlain() {
        return temperature > 0 && topK == 0 && topP == 1 && minP == 0 && stop.isEmpty();
    }

    private static void refuseUnless(boolean holds, String what) {
        Refusals.require(holds, ErrorCode.SAMPLING_INVALID, what);
    }
}
