/** Records to and from their protobuf form. Adapters only: the core never sees a protobuf class. */
package macaw.records.wire;
