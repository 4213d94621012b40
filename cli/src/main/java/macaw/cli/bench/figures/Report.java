package macaw.cli.bench.figures;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What a benchmark measured, for a person and for a program. */
public interface Report {
    /** One line of JSON. */
    default String json() {
        try {
            return new ObjectMapper().writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Tables; the last lines are the ratios or the verdict. */
    String text();
}
