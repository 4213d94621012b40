package macaw.monitoring.alerts;

/**
 * A signal held against a bound. The two are apart so that a test can ask a real Prometheus for the signal while nothing is wrong: an
 * expression that can never return anything is an alert that can never fire.
 *
 * @param signal PromQL that returns a series whenever the services run
 * @param comparison an operator and what stands at its right
 */
public record Condition(String signal, String comparison) {
    /** Both together. */
    public String expression() {
        return signal + " " + comparison;
    }
}
