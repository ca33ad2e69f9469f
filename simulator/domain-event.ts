/** Something that happened, in the domain's words: 'breaker opened', 'call refused'. */
export interface DomainEvent {
  readonly at_ms: number;
  readonly actor: string;
  readonly what: string;
}
