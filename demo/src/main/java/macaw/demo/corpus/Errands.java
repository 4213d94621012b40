package macaw.demo.corpus;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import macaw.demo.prompts.Instructions;
import macaw.demo.world.Draw;
import macaw.demo.world.World;

/** Documents in which instructions and questions stand, always without an answer. */
final class Errands {
    private static final List<String> DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

    private final Instructions instructions;
    private final World world;

    Errands(Instructions instructions, World world) {
        this.instructions = instructions;
        this.world = world;
    }

    /** Chores, some of which are to write something. */
    String toDoList(Draw draw) {
        double share = draw.one(0.15, 0.4, 0.7);
        Stream<String> chores = draw.some(world.chores(), draw.between(4, 8)).stream()
                .map(chore -> draw.chance(share) ? instructions.any(draw) : chore)
                .distinct();
        String name = draw.one(world.names().all());
        String heading = draw.one(
                "",
                "",
                "",
                "To do:\n",
                "To do on " + draw.one(DAYS) + ":\n",
                "To do for " + name + ":\n",
                name + "'s list:\n",
                "To-do list:\n");
        String dash = draw.chance(0.4) && !heading.isEmpty() ? "- " : "";
        return heading + String.join("\n", chores.map(chore -> dash + chore).toList());
    }

    /** Questions alone. */
    String examSheet(Draw draw) {
        List<String> questions = IntStream.range(0, draw.between(3, 6))
                .mapToObj(i -> instructions.any(draw))
                .distinct()
                .toList();
        String heading = draw.one(
                "",
                "Exam:\n",
                "Questions:\n",
                "Homework for " + draw.one(DAYS) + ":\n",
                "Test for " + draw.one(world.names().all()) + ":\n");
        boolean numbered = draw.chance(0.5) && !heading.isEmpty();
        return heading
                + String.join(
                        "\n",
                        IntStream.range(0, questions.size())
                                .mapToObj(i -> (numbered ? (i + 1) + ". " : "") + questions.get(i))
                                .toList());
    }
}
