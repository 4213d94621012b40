package macaw.cli.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * self-instruct's seed tasks: {@code {"id", "instruction", "instances": [{"input", "output"}]}} a line. Each instance is a
 * demonstration; its prompt is the instruction, and the input below it where there is one.
 */
final class SelfInstruct implements SourceFile.RowReader {
    private SelfInstruct() {}

    static Conversion read(Path file) {
        return SourceFile.lines(file, new SelfInstruct());
    }

    @Override
    public String id(JsonNode task, int index) {
        return task.path("id").asText("");
    }

    @Override
    public List<Row.Demonstration> rows(JsonNode task) {
        String instruction = SourceFile.text(task, "instruction");
        JsonNode instances = task.path("instances");
        if (!instances.isArray() || instances.isEmpty()) {
            throw new RowRefused("the task has no instances");
        }
        List<Row.Demonstration> rows = new ArrayList<>();
        for (JsonNode instance : instances) {
            String input = instance.path("input").asText("").strip();
            rows.add(new Row.Demonstration(
                    input.isEmpty() ? instruction : instruction + "\n\n" + input, SourceFile.text(instance, "output")));
        }
        return rows;
    }
}
