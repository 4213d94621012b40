package macaw.cycle;

/** One way into a service. */
interface Door {
    /** Calls a route or RPC with an empty request; an empty key presents none. */
    Entry knock(String name, String key);
}
