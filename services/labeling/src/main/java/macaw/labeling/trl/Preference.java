package macaw.labeling.trl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.snapshots.LabelRecord;
import macaw.rowfiles.Value;

/**
 * {@code {prompt, chosen, rejected}}, for reward modelling and DPO: one row for each pair of outputs that the labeler put in order, the
 * better ones first. Tied outputs make no row with each other.
 */
record Preference(Wording wording) implements Shape {
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
        List<LabelRecord.ComparedOutput> ranked = compared.bestFirst();
        for (LabelRecord.ComparedOutput chosen : ranked) {
            for (LabelRecord.ComparedOutput rejected : ranked) {
                if (compared.ranking().rankOf(chosen.id()) < compared.ranking().rankOf(rejected.id())) {
                    Map<String, Value> row = new LinkedHashMap<>();
                    row.put("prompt", wording.asked(label.origin().prompt().text()));
                    row.put("chosen", wording.answered(chosen.text()));
                    row.put("rejected", wording.answered(rejected.text()));
                    rows.add(row);
                }
            }
        }
        return rows;
    }
}
