package macaw.labeling.quality;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import macaw.labeling.forms.Answer;

/** Judgements for tests, written short. */
final class Judging {
    static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    private Judging() {}

    static UUID task(int number) {
        return new UUID(1, number);
    }

    static JudgingLabeler labeler(String pseudonym) {
        return new JudgingLabeler(pseudonym, "Name of " + pseudonym, false);
    }

    /** A judgement of outputs with that rank, rating and answers, shown in their order. */
    static Judgement judgement(int task, String labeler, Output... outputs) {
        List<JudgedOutput> judged = new ArrayList<>();
        for (int i = 0; i < outputs.length; i++) {
            judged.add(new JudgedOutput(
                    new UUID(task, i), i, outputs[i].rank(), outputs[i].overall(), outputs[i].answers()));
        }
        return new Judgement(
                UUID.nameUUIDFromBytes((task + labeler).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                task(task),
                labeler(labeler),
                NOON,
                60_000,
                judged);
    }

    record Output(int rank, int overall, Map<String, Answer> answers) {}

    static Output output(int rank, int overall) {
        return new Output(rank, overall, Map.of());
    }

    static Output output(int rank, int overall, Answer answer) {
        return new Output(rank, overall, Map.of("q", answer));
    }

    /** Tasks of two to five outputs, with up to four of five labelers each, who agree more than by chance; the same for the same seed. */
    static List<Judgement> random(long seed, int tasks, UnaryOperator<String> names) {
        var random = new Random(seed);
        List<Judgement> judgements = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            int outputs = 2 + random.nextInt(4);
            for (String labeler : List.of("ann", "ben", "cem", "dan", "eve")) {
                if (random.nextInt(5) > 1) {
                    Output[] judged = new Output[outputs];
                    for (int i = 0; i < outputs; i++) {
                        int rank = Math.max(0, i + random.nextInt(3) - 1);
                        judged[i] = new Output(
                                rank,
                                Math.clamp(6 - i - random.nextInt(3) + 1, 1, 7),
                                random.nextInt(4) == 0
                                        ? Map.of()
                                        : Map.of("q", Answer.values()[random.nextInt(Answer.values().length)]));
                    }
                    judgements.add(judgement(task, names.apply(labeler), judged));
                }
            }
        }
        return judgements;
    }
}
