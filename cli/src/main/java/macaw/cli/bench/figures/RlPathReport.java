package macaw.cli.bench.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The way of rollouts without a learner: through the topics from prompt to score, and scores over gRPC.
 *
 * @param maxTokens longest answer
 * @param inFlight prompts asked and not answered yet, in the larger of the two loads
 * @param callers who ask for scores at once, in the larger loads
 * @param topics one turn each
 * @param scoring one turn each
 * @param repeated records that said again what was known; what said something else would have been an error
 */
public record RlPathReport(
        int maxTokens, int inFlight, int callers, List<Topics> topics, List<Scoring> scoring, int repeated)
        implements Report {
    /** One turn through the topics: one prompt in flight, and many. */
    public record Topics(Flow alone, Flow together) {}

    /**
     * One turn over gRPC.
     *
     * @param alone one caller, one call after the other
     * @param unary all callers, each with a call of its own
     * @param stream one stream with as many requests open as there are callers
     */
    public record Scoring(Latency alone, Latency unary, Latency stream) {}

    /**
     * What flowed at a steady number of prompts in flight.
     *
     * @param rollouts that were written and scored
     * @param rolloutsPerSecond from the first prompt to the last score
     * @param tokensPerSecond drawn
     * @param written from a prompt to its rollout
     * @param scored from a rollout to its score
     * @param whole from a prompt to its score
     */
    public record Flow(
            int rollouts, double rolloutsPerSecond, double tokensPerSecond, Ages written, Ages scored, Ages whole) {
        /** Of one or more answers within some seconds. */
        public static Flow of(List<AnswerLedger.Answer> answers, double seconds) {
            return new Flow(
                    answers.size(),
                    answers.size() / seconds,
                    answers.stream().mapToInt(AnswerLedger.Answer::tokens).sum() / seconds,
                    Ages.of(answers.stream().map(AnswerLedger.Answer::written).toList()),
                    Ages.of(answers.stream().map(AnswerLedger.Answer::scored).toList()),
                    Ages.of(answers.stream().map(AnswerLedger.Answer::whole).toList()));
        }
    }

    public RlPathReport {
        topics = List.copyOf(topics);
        scoring = List.copyOf(scoring);
    }

    /** Tables; the last lines are ratios of what was measured in turns. */
    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add("through the topics, answers of at most " + maxTokens + " tokens; ages in ms: p50, p95, p99, max");
        for (Topics turn : topics) {
            lines.add(flow("1 prompt in flight", turn.alone()));
            lines.addAll(ages(turn.alone()));
            lines.add(flow(inFlight + " prompts in flight", turn.together()));
            lines.addAll(ages(turn.together()));
        }
        int rollouts = topics.stream()
                .mapToInt(turn -> turn.alone().rollouts() + turn.together().rollouts())
                .sum();
        lines.add(String.format(
                Locale.ROOT, "%d prompts, one answer each; %d records came twice and were equal", rollouts, repeated));
        lines.add("");
        lines.add("the score of one answer over gRPC");
        for (Scoring turn : scoring) {
            lines.add(row("one caller", turn.alone()));
            lines.add(row(callers + " callers", turn.unary()));
            lines.add(row("one stream, " + callers + " open", turn.stream()));
        }
        lines.add("");
        lines.add(ratio(
                "rollouts/s, " + inFlight + " in flight / 1",
                topics,
                turn -> turn.together().rolloutsPerSecond() / turn.alone().rolloutsPerSecond()));
        lines.add(ratio(
                "scores/s, " + callers + " callers / 1",
                scoring,
                turn -> turn.unary().perSecond() / turn.alone().perSecond()));
        lines.add(ratio(
                "scores/s, one stream / " + callers + " callers",
                scoring,
                turn -> turn.stream().perSecond() / turn.unary().perSecond()));
        return String.join(System.lineSeparator(), lines);
    }

    private static String flow(String what, Flow flow) {
        return String.format(
                Locale.ROOT,
                "  %-24s %7.1f rollouts/s  %8.1f tokens/s  (%d)",
                what,
                flow.rolloutsPerSecond(),
                flow.tokensPerSecond(),
                flow.rollouts());
    }

    private static List<String> ages(Flow flow) {
        return List.of(
                "    prompt to rollout      " + flow.written().text(),
                "    rollout to score       " + flow.scored().text(),
                "    prompt to score        " + flow.whole().text());
    }

    private static String row(String what, Latency latency) {
        return "  %-24s %s".formatted(what, latency.text("scores"));
    }

    private static <T> String ratio(String what, List<T> turns, Function<T, Double> value) {
        return "%-40s %s"
                .formatted(what, Spread.of(turns.stream().map(value).toList()).text(2));
    }
}
