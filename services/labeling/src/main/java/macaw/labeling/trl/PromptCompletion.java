package macaw.labeling.trl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.snapshots.LabelRecord;
import macaw.rowfiles.Value;

/** {@code {prompt, completion}}, for supervised fine-tuning: one row a demonstration. */
record PromptCompletion(Wording wording) implements Shape {
    @Override
    public TaskKind kind() {
        return TaskKind.DEMONSTRATION;
    }

    @Override
    public List<Map<String, Value>> rows(LabelRecord label) {
        if (!(label instanceof LabelRecord.Demonstrated demonstrated)) {
            return List.of();
        }
        Map<String, Value> row = new LinkedHashMap<>();
        row.put("prompt", wording.asked(label.origin().prompt().text()));
        row.put("completion", wording.answered(demonstrated.response()));
        return List.of(row);
    }
}
