package macaw.cli.bench.figures;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.cli.datasets.Row;
import macaw.demo.labelers.DemonstrationWriter;
import macaw.demo.labelers.Manner;
import macaw.demo.labelers.SimulatedLabeler;
import macaw.demo.prompts.Instruction;
import macaw.demo.prompts.Instruction.Novelty;
import macaw.demo.prompts.Instructions;
import macaw.demo.prompts.Kind;
import macaw.demo.rubric.Answer;
import macaw.demo.rubric.Rubric;
import macaw.demo.world.Draw;
import macaw.demo.world.World;

/**
 * Small data sets from the demonstration's world, so that prompts and answers are as long as the demonstration's: what an iteration costs
 * depends on that, and not on how good the answers are.
 */
public final class BenchRows {
    private static final long SEED = 1;

    private final Instructions instructions;
    private final Map<Manner, SimulatedLabeler> labelers = new EnumMap<>(Manner.class);

    /** Rows of the world that the demonstration ships with. */
    public BenchRows() {
        World world = World.load();
        var writer = new DemonstrationWriter(world);
        var rubric = new Rubric(world);
        instructions = new Instructions(world);
        for (Manner manner : Manner.values()) {
            labelers.put(manner, new SimulatedLabeler(manner, 1, writer, rubric, SEED));
        }
    }

    /** Rows of prompts. */
    public InputStream prompts(int count) {
        return rows(
                "prompts",
                count,
                (instruction, draw) -> JsonNodeFactory.instance.objectNode().put("prompt", instruction.text()));
    }

    /** Rows of demonstrations, each by one of the labelers. */
    public InputStream demonstrations(int count) {
        return lines(written(count).stream().map(Row::json));
    }

    /** The same before they are rows of a file. */
    public List<Row.Demonstration> written(int count) {
        double[] shares =
                Arrays.stream(Manner.values()).mapToDouble(Manner::share).toArray();
        return drawn("demonstrations", count, (instruction, draw) -> {
                    Manner manner = Manner.values()[draw.weighted(shares)];
                    return new Row.Demonstration(
                            instruction.text(), labeler(manner).demonstrate(instruction));
                })
                .toList();
    }

    /** Rows of comparisons of three answers. */
    public InputStream comparisons(int count) {
        return rows("comparisons", count, (instruction, draw) -> {
            List<String> outputs = Stream.of(Manner.HASTY, Manner.CAREFUL, Manner.RAMBLING)
                    .map(manner -> labeler(manner).demonstrate(instruction))
                    .toList();
            List<Answer> answers =
                    outputs.stream().map(output -> new Answer(output, true)).toList();
            return new Row.Comparison(
                            instruction.text(),
                            outputs,
                            labeler(Manner.CAREFUL).judge(instruction, answers).ranking())
                    .json();
        });
    }

    private SimulatedLabeler labeler(Manner manner) {
        return Objects.requireNonNull(labelers.get(manner));
    }

    private InputStream rows(String purpose, int count, BiFunction<Instruction, Draw, ObjectNode> row) {
        return lines(drawn(purpose, count, row));
    }

    private static InputStream lines(Stream<ObjectNode> rows) {
        String lines = rows.map(ObjectNode::toString).collect(Collectors.joining("\n", "", "\n"));
        return new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
    }

    private <T> Stream<T> drawn(String purpose, int count, BiFunction<Instruction, Draw, T> made) {
        double[] weights =
                Arrays.stream(Kind.values()).mapToDouble(Kind::weight).toArray();
        return IntStream.range(0, count).mapToObj(i -> {
            Draw draw = Draw.of(SEED, "bench." + purpose, i);
            Kind kind = Kind.values()[draw.weighted(weights)];
            Instruction instruction = instructions.draw(kind, Novelty.COMBINATION, draw);
            return made.apply(instruction, draw);
        });
    }
}
