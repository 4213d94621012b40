package macaw.demo.labelers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import macaw.demo.prompts.Instruction;
import macaw.demo.rubric.Answer;
import macaw.demo.rubric.Rubric;
import macaw.demo.rubric.RubricScore;
import macaw.demo.world.Draw;

/**
 * A program that plays a labeler: writes demonstrations in its manner and judges answers by the rubric as well as it can.
 * Everything it does is a function of (seed, labeler, prompt).
 */
public final class SimulatedLabeler {
    /** Perceived quality is rounded to this, so that ties happen. */
    private static final double JUST_NOTICEABLE = 0.05;

    private static final int WORDS_OF_A_LONG_ANSWER = 20;

    private final Manner manner;
    private final int number;
    private final DemonstrationWriter writer;
    private final Rubric rubric;
    private final long seed;

    /**
     * What a labeler thinks of the outputs of one prompt.
     *
     * @param scores the rubric's parts, which the yes/no questions are answered from
     * @param ratings 1 to 7, one an output
     * @param ranking indices of the outputs, best first, ties in one group
     */
    public record Judgement(List<RubricScore> scores, List<Integer> ratings, List<List<Integer>> ranking) {
        public Judgement {
            scores = List.copyOf(scores);
            ratings = List.copyOf(ratings);
            ranking = List.copyOf(ranking);
        }
    }

    /** @param number which of that manner, from 1; each judges with noise of its own */
    public SimulatedLabeler(Manner manner, int number, DemonstrationWriter writer, Rubric rubric, long seed) {
        this.manner = manner;
        this.number = number;
        this.writer = writer;
        this.rubric = rubric;
        this.seed = seed;
    }

    /** Its name says that it is simulated. */
    public String name() {
        String name = "simulated-" + manner.name().toLowerCase(java.util.Locale.ROOT);
        return number == 1 ? name : name + "-" + number;
    }

    /** How it works. */
    public Manner manner() {
        return manner;
    }

    /** The answer it would give. */
    public String demonstrate(Instruction instruction) {
        return writer.write(instruction, manner, draw("demonstrate", instruction));
    }

    /** What it thinks of the outputs, in the order they are given. */
    public Judgement judge(Instruction instruction, List<Answer> outputs) {
        Draw draw = draw("judge", instruction);
        List<RubricScore> scores = outputs.stream()
                .map(output -> rubric.judge(instruction.task(), output))
                .toList();
        List<Long> perceived = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            int words = outputs.get(i).text().split("\\s+", -1).length;
            double taste = manner.likesLength() * Math.min(1, (double) words / WORDS_OF_A_LONG_ANSWER);
            perceived.add(Math.round((scores.get(i).total() + taste + draw.noise(manner.noise())) / JUST_NOTICEABLE));
        }
        return new Judgement(
                scores, perceived.stream().map(SimulatedLabeler::rating).toList(), ranking(perceived));
    }

    /** The answer to one of the form's yes/no questions; what the world cannot hold is answered "no". */
    public static boolean says(String question, RubricScore score) {
        return switch (question) {
            case "fails_instruction" -> score.onPoint() < 0.25;
            case "inappropriate" -> score.polite() < 1;
            case "hallucination" -> score.knownWords() < 1;
            case "satisfies_constraint" -> score.onPoint() > 0.99 && score.form() > 0.99;
            default -> false;
        };
    }

    private static int rating(long perceived) {
        return (int) Math.clamp(Math.round(1 + 6 * perceived * JUST_NOTICEABLE), 1, 7);
    }

    private static List<List<Integer>> ranking(List<Long> perceived) {
        var groups = new TreeMap<Long, List<Integer>>(Comparator.reverseOrder());
        IntStream.range(0, perceived.size())
                .forEach(i -> groups.computeIfAbsent(perceived.get(i), quality -> new ArrayList<>())
                        .add(i));
        return List.copyOf(groups.values());
    }

    private Draw draw(String purpose, Instruction instruction) {
        return Draw.of(seed, name() + "." + purpose, instruction.text().hashCode());
    }
}
