export default ({data}) =>
  (window.geoDrive ??= (said) => { window.geoDriven = said; })(data);
