package macaw.labeling.rest;

import jakarta.ws.rs.core.Response;
import java.util.List;
import macaw.chassis.errors.HttpStatuses;
import macaw.chassis.errors.Problem;
import macaw.labeling.exchange.BadRow;
import macaw.labeling.exchange.RowsRefused;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * A file with bad rows. Source: RFC 9457, with members of our own.
 *
 * @param code what all bad rows have in common, or ROW_INVALID
 * @param badRows how many there are
 * @param rows the first 20
 */
public record RowsProblem(
        String type, String title, int status, String detail, String code, long badRows, List<Row> rows) {
    /** One bad row; {@code row} is the line where it begins, from 1, in Parquet its place. */
    public record Row(long row, String id, String code, String field, String detail) {
        static Row of(BadRow bad) {
            return new Row(bad.row(), bad.id(), bad.code().name(), bad.field(), bad.detail());
        }
    }

    static RowsProblem of(RowsRefused refused) {
        return new RowsProblem(
                "urn:macaw:error:" + refused.code().name(),
                refused.code().meaning(),
                HttpStatuses.of(refused.code()),
                String.valueOf(refused.getMessage()),
                refused.code().name(),
                refused.count(),
                refused.first().stream().map(Row::of).toList());
    }

    /** Turns the refusal into its answer. */
    public static final class Mapper {
        @ServerExceptionMapper
        Response refused(RowsRefused refused) {
            RowsProblem problem = of(refused);
            return Response.status(problem.status())
                    .type(Problem.MEDIA_TYPE)
                    .entity(problem)
                    .build();
        }
    }
}
