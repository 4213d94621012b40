package macaw.labeling.trl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.snapshots.LabelRecord;
import macaw.rowfiles.Value;

/**
 * {@code {prompt, completion, label}}, for KTO: one row for each output of which the labeler said what makes it {@link Good} or not, in the
 * order recorded.
 */
record Unpaired(Wording wording, Good good) implements Shape {
    @Override
    public TaskKind kind() {
        return TaskKind.COMPARISON;
    }

    @Override
    public List<Map<String, Value>> rows(LabelRecord label) {
        if (!(label instanceof LabelRecord.Compared compared)) {
            return List.of();
        }
        List<Map<String, Value>> rows = new ArrayList<>();
        for (LabelRecord.ComparedOutput output : compared.outputs()) {
            compared.rating(output.id()).flatMap(good::judge).ifPresent(isGood -> {
                Map<String, Value> row = new LinkedHashMap<>();
                row.put("prompt", wording.asked(label.origin().prompt().text()));
                row.put("completion", wording.answered(output.text()));
                row.put("label", new Value.Flag(isGood));
                rows.add(row);
            });
        }
        return rows;
    }
}
