package macaw.labeling.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import macaw.labeling.forms.Answer;
import macaw.labeling.quality.JudgedOutput;
import macaw.labeling.quality.JudgingLabeler;

/** Rows of one query repeat labelers and answers: each distinct one is made once. */
final class JudgedRows {
    private static final TypeReference<TreeMap<String, Answer>> ANSWERS = new TypeReference<>() {};

    private final Map<String, JudgingLabeler> labelers = new HashMap<>();
    private final Map<String, Map<String, Answer>> answers = new HashMap<>();

    JudgingLabeler labeler(ResultSet row) throws SQLException {
        var labeler =
                new JudgingLabeler(row.getString("pseudonym"), row.getString("name"), row.getBoolean("simulated"));
        return labelers.computeIfAbsent(labeler.pseudonym(), pseudonym -> labeler);
    }

    JudgedOutput output(ResultSet row) throws SQLException {
        return new JudgedOutput(
                row.getObject("output_id", UUID.class),
                row.getInt("shown_at"),
                row.getInt("rank"),
                row.getInt("overall"),
                answers.computeIfAbsent(row.getString("answers"), json -> Map.copyOf(Json.read(json, ANSWERS))));
    }
}
