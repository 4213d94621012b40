package macaw.cli.datasets;

import java.util.List;

/**
 * self-instruct's seed tasks: {@code {"id", "instruction", "instances": [{"input", "output"}]}}. Each instance is a demonstration; its prompt is
 * the instruction, and the input below it where there is one.
 */
final class SelfInstruct {
    private SelfInstruct() {}

    static List<Row.Demonstration> read(SourceRow task) {
        String instruction = task.text("instruction").strip();
        List<Row.Demonstration> rows =
                task.list("instances", instance -> demonstration(instruction, task.within("instances", instance)));
        if (rows.isEmpty()) {
            throw new RowRefused("the task has no instances");
        }
        return rows;
    }

    private static Row.Demonstration demonstration(String instruction, SourceRow instance) {
        String input = instance.has("input") ? instance.text("input").strip() : "";
        return new Row.Demonstration(
                input.isEmpty() ? instruction : instruction + "\n\n" + input,
                instance.text("output").strip());
    }
}
