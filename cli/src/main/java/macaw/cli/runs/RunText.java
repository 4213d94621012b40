package macaw.cli.runs;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import macaw.v1.Run;
import macaw.v1.RunState;

/** A run in words. */
public final class RunText {
    private RunText() {}

    static String kind(Run run) {
        return run.getKind().name().replace("RUN_KIND_", "").toLowerCase(Locale.ROOT);
    }

    public static String state(Run run) {
        return run.getState().name().replace("RUN_STATE_", "").toLowerCase(Locale.ROOT);
    }

    static String progress(Run run) {
        long total = run.getProgress().getTotalSteps();
        return run.getProgress().getStep() + (total == 0 ? "" : "/" + total);
    }

    /** Why it waits or failed, else what it does now. */
    public static String activity(Run run) {
        return run.hasFailure()
                ? run.getFailure().getCode() + ": " + run.getFailure().getMessage()
                : run.getProgress().getActivity();
    }

    public static boolean ended(Run run) {
        return run.getState() == RunState.RUN_STATE_FINISHED
                || run.getState() == RunState.RUN_STATE_FAILED
                || run.getState() == RunState.RUN_STATE_CANCELLED;
    }

    /** The latest value of each metric, by name. */
    static String metrics(Run run) {
        return new TreeMap<>(run.getMetricsMap())
                .entrySet().stream().map(RunText::metric).collect(Collectors.joining("  "));
    }

    private static String metric(Map.Entry<String, Double> metric) {
        return metric.getKey() + " " + String.format(Locale.ROOT, "%.4g", metric.getValue());
    }
}
