package macaw.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    private final SimulatedLabeler careful;
    private final SimulatedLabeler hasty;
    private final SimulatedLabeler rambling;

    /** Rows of the world that the demonstration ships with. */
    public BenchRows() {
        World world = World.load();
        var writer = new DemonstrationWriter(world);
        var rubric = new Rubric(world);
        instructions = new Instructions(world);
        careful = new SimulatedLabeler(Manner.CAREFUL, writer, rubric, SEED);
        hasty = new SimulatedLabeler(Manner.HASTY, writer, rubric, SEED);
        rambling = new SimulatedLabeler(Manner.RAMBLING, writer, rubric, SEED);
    }

    /** Rows of prompts. */
    public InputStream prompts(int count) {
        return rows(
                "prompts",
                count,
                instruction -> JsonNodeFactory.instance.objectNode().put("prompt", instruction.text()));
    }

    /** Rows of demonstrations. */
    public InputStream demonstrations(int count) {
        return rows(
                "demonstrations",
                count,
                instruction -> new Row.Demonstration(instruction.text(), careful.demonstrate(instruction)).json());
    }

    /** Rows of comparisons of three answers. */
    public InputStream comparisons(int count) {
        return rows("comparisons", count, instruction -> {
            List<String> outputs = List.of(
                    hasty.demonstrate(instruction),
                    careful.demonstrate(instruction),
                    rambling.demonstrate(instruction));
            List<Answer> answers =
                    outputs.stream().map(output -> new Answer(output, true)).toList();
            return new Row.Comparison(
                            instruction.text(),
                            outputs,
                            careful.judge(instruction, answers).ranking())
                    .json();
        });
    }

    private InputStream rows(String purpose, int count, Function<Instruction, ObjectNode> row) {
        double[] weights =
                Arrays.stream(Kind.values()).mapToDouble(Kind::weight).toArray();
        String lines = IntStream.range(0, count)
                .mapToObj(i -> {
                    Draw draw = Draw.of(SEED, "bench." + purpose, i);
                    Kind kind = Kind.values()[draw.weighted(weights)];
                    return row.apply(instructions.draw(kind, Novelty.COMBINATION, draw))
                            .toString();
                })
                .collect(Collectors.joining("\n", "", "\n"));
        return new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
    }
}
